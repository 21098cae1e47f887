// Form.java - a Swing form with two fields and a button: Form.java FILE
// SPDX-License-Identifier: EUPL-1.2
import java.awt.FlowLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JTextField;
import javax.swing.SwingUtilities;

public class Form {
	public static void main(String[] arguments) {
		SwingUtilities.invokeLater(() -> {
			JFrame frame = new JFrame("Formular swing");
			JButton commit = new JButton("Speichern");
			commit.addActionListener(event -> {
				try {
					Files.writeString(Path.of(arguments[0]), "button");
				} catch (IOException e) {
					System.exit(1);
				}
			});
			frame.setLayout(new FlowLayout());
			frame.add(new JTextField(30));
			frame.add(new JTextField(30));
			frame.add(commit);
			frame.getRootPane().setDefaultButton(commit);
			frame.pack();
			frame.setVisible(true);
		});
	}
}
