/* Receiver.java - Swing: takes a text of the length given and writes what it took. */
/* SPDX-License-Identifier: EUPL-1.2 */
import java.awt.event.KeyAdapter;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.swing.JFrame;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.SwingUtilities;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;

final class Receiver extends KeyAdapter implements DocumentListener {
	private final JFrame frame = new JFrame("starting");
	private final JTextArea area = new JTextArea(30, 90);
	private final String file;
	private final int length;
	private int written;
	private boolean due;

	private Receiver(String file, int length) throws IOException {
		this.file = file;
		this.length = length;
		area.setLineWrap(true);
		area.getDocument().addDocumentListener(this);
		area.addKeyListener(this);
		frame.add(new JScrollPane(area));
		frame.pack();
		frame.setVisible(true);
		area.requestFocusInWindow();
		Files.writeString(Path.of(file + ".pid"), "" + ProcessHandle.current().pid());
		frame.setTitle("ready");
	}

	private void deliver() {
		try {
			Files.writeString(Path.of(file + ".part"), area.getText());
			Files.move(Path.of(file + ".part"), Path.of(file),
				   StandardCopyOption.ATOMIC_MOVE);
		} catch (IOException e) {
			throw new IllegalStateException(e);
		}
		due = false;
		area.setText("");
		frame.setTitle("written " + ++written + ".");
	}

	@Override public void insertUpdate(DocumentEvent e) {
		if (e.getDocument().getLength() < length || due)
			return;
		due = true; /* a document may not be changed by its listener */
		SwingUtilities.invokeLater(this::deliver);
	}

	@Override public void removeUpdate(DocumentEvent e) {
	}

	@Override public void changedUpdate(DocumentEvent e) {
	}

	@Override public void keyPressed(KeyEvent e) {
		if (e.getKeyCode() == KeyEvent.VK_F2)
			deliver();
	}

	public static void main(String[] argv) {
		SwingUtilities.invokeLater(() -> {
			try {
				new Receiver(argv[0], Integer.parseInt(argv[1]));
			} catch (IOException e) {
				throw new IllegalStateException(e);
			}
		});
	}
}
