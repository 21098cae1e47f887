/* Show.java - Swing: shows pages of a specification and writes where each text stands. */
/* SPDX-License-Identifier: EUPL-1.2 */
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.KeyboardFocusManager;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JTextArea;
import javax.swing.JTextField;
import javax.swing.SwingConstants;
import javax.swing.SwingUtilities;
import javax.swing.UIManager;
import javax.swing.text.BadLocationException;
import javax.swing.text.JTextComponent;

final class Show {
	private static final int WIDTH = 1000, HEIGHT = 720, PAD = 4;

	/* One line of the specification, see pages.py. */
	private record Item(int id, String kind, Rectangle place, Color ink, Color ground,
			    String text) {
		static Item of(String line) {
			String[] p = line.split("\t", -1);
			return new Item(Integer.parseInt(p[0]), p[1],
					new Rectangle(Integer.parseInt(p[2]), Integer.parseInt(p[3]),
						      Integer.parseInt(p[4]), Integer.parseInt(p[5])),
					Color.decode(p[6]), Color.decode(p[7]), p[8].replace('\u001f', '\n'));
		}

		boolean right() {
			return List.of("number", "rcell", "rhead").contains(kind);
		}
	}

	private final JFrame frame = new JFrame("starting");
	private final List<List<Item>> pages = new ArrayList<>();
	private final List<JComponent> parts = new ArrayList<>();
	private final PrintStream out;
	private final Font font;
	private int number;

	private Show(String spec, String boxes, String family, int size) throws IOException {
		List<Item> page = new ArrayList<>();
		for (String line : Files.readString(Path.of(spec)).split("\n")) {
			if (!line.equals("page")) {
				page.add(Item.of(line));
				continue;
			}
			pages.add(page);
			page = new ArrayList<>();
		}
		out = new PrintStream(boxes, "UTF-8");
		font = new Font(family, Font.PLAIN, size);
		UIManager.put("Button.font", font);
		frame.getContentPane().setLayout(null);
		frame.setSize(WIDTH, HEIGHT);
		KeyboardFocusManager.getCurrentKeyboardFocusManager().addKeyEventDispatcher(this::key);
		frame.setVisible(true);
		next();
	}

	private boolean key(KeyEvent e) {
		if (e.getKeyCode() != KeyEvent.VK_F2 || e.getID() != KeyEvent.KEY_PRESSED)
			return false;
		next();
		return true;
	}

	private JComponent make(Item item) {
		JComponent made;
		if (item.kind.equals("button")) {
			made = new JButton(item.text);
		} else if (item.kind.equals("area")) {
			made = new JTextArea(item.text);
			made.setBorder(BorderFactory.createEmptyBorder(PAD, PAD, PAD, PAD));
		} else if (item.kind.equals("entry") || item.kind.equals("number")) {
			JTextField field = new JTextField(item.text);
			field.setHorizontalAlignment(item.right() ? SwingConstants.RIGHT
								  : SwingConstants.LEFT);
			field.setCaretPosition(0);
			made = field;
		} else {
			made = new JLabel(item.text,
					  item.right() ? SwingConstants.RIGHT : SwingConstants.LEFT);
			made.setBorder(BorderFactory.createEmptyBorder(0, PAD, 0, PAD));
			made.setOpaque(true);
		}
		made.setFont(font);
		if (!item.kind.equals("button")) {
			made.setForeground(item.ink);
			made.setBackground(item.ground);
		}
		made.setBounds(item.place);
		return made;
	}

	private void next() {
		JPanel page = new JPanel(null);
		page.setBounds(0, 0, WIDTH, HEIGHT);
		parts.clear();
		for (Item item : pages.get(number)) {
			parts.add(make(item));
			page.add(parts.get(parts.size() - 1));
		}
		frame.setContentPane(page);
		frame.validate();
		frame.repaint();
		for (JComponent part : parts) {
			if (part instanceof JButton)
				part.requestFocusInWindow();
		}
		SwingUtilities.invokeLater(this::report);
	}

	/* line() - the box of characters of a text component, in its coordinates. */
	private static Rectangle line(JTextComponent part, int from, int to) {
		try {
			Rectangle first = part.modelToView2D(from).getBounds();
			Rectangle last = part.modelToView2D(to).getBounds();
			return new Rectangle(first.x, first.y, last.x - first.x, first.height);
		} catch (BadLocationException e) {
			throw new IllegalStateException(e);
		}
	}

	/* label() - the box of a label's text, as the label itself lays it out. */
	private static Rectangle label(JLabel part) {
		FontMetrics metrics = part.getFontMetrics(part.getFont());
		Rectangle view = new Rectangle(PAD, 0, part.getWidth() - 2 * PAD, part.getHeight());
		Rectangle icon = new Rectangle(), text = new Rectangle();
		SwingUtilities.layoutCompoundLabel(part, metrics, part.getText(), null,
						   part.getVerticalAlignment(),
						   part.getHorizontalAlignment(),
						   part.getVerticalTextPosition(),
						   part.getHorizontalTextPosition(), view, icon, text,
						   0);
		return text;
	}

	private void write(Item item, int line, JComponent part, Rectangle box) {
		Point corner = part.getLocationOnScreen();
		out.printf("%d %d %d %d %d %d%n", item.id, line, corner.x + box.x, corner.y + box.y,
			   box.width, box.height);
	}

	private void report() {
		List<Item> items = pages.get(number);
		for (int i = 0; i < items.size(); i++) {
			JComponent part = parts.get(i);
			if (part instanceof JLabel label)
				write(items.get(i), 0, part, label(label));
			if (!(part instanceof JTextComponent text))
				continue;
			int at = 0, line = 0;
			for (String words : items.get(i).text.split("\n")) {
				write(items.get(i), line++, part, line(text, at, at + words.length()));
				at += words.length() + 1;
			}
		}
		out.println("page " + ++number);
		out.flush();
		frame.setTitle("page " + number + ".");
	}

	public static void main(String[] argv) {
		SwingUtilities.invokeLater(() -> {
			try {
				new Show(argv[0], argv[1], argv[2], Integer.parseInt(argv[3]));
			} catch (IOException e) {
				throw new UncheckedIOException(e);
			}
		});
	}
}
