// Table.java - a Swing table of a file of rows ("a|b|c", headings first).
// SPDX-License-Identifier: EUPL-1.2
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.swing.JFrame;
import javax.swing.JScrollPane;
import javax.swing.JTable;
import javax.swing.SwingUtilities;

public class Table {
	public static void main(String[] args) throws Exception {
		List<String> lines = Files.readAllLines(Path.of(args[0]));
		String[] head = lines.get(0).split("\\|", -1);
		Object[][] rows = new Object[lines.size() - 1][];
		for (int i = 1; i < lines.size(); i++)
			rows[i - 1] = lines.get(i).split("\\|", -1);
		SwingUtilities.invokeLater(() -> {
			JFrame frame = new JFrame("ready");
			frame.add(new JScrollPane(new JTable(rows, head)));
			frame.setSize(600, 300);
			frame.setVisible(true);
		});
	}
}
