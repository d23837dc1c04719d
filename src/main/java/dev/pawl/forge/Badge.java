package dev.pawl.forge;

import java.util.Locale;

/** Draws badges as SVG, with a text for screen readers. */
final class Badge {

  private static final int LABEL_WIDTH = 38;
  private static final int PADDING = 14;
  private static final double CHARACTER_WIDTH = 6.6;

  private Badge() {}

  /** What a badge says. Each color has a contrast of at least 4.5 to white text. */
  enum Result {
    PASSED("#2a7a2a"),
    FAILED("#b3261e"),
    UNKNOWN("#616161");

    private final String color;

    Result(String color) {
      this.color = color;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static String render(Result result) {
    int width = (int) Math.round(result.text().length() * CHARACTER_WIDTH) + PADDING;
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="20" role="img" aria-label="Pawl: %2$s">
    <title>Pawl: %2$s</title>
    <rect width="%1$d" height="20" rx="3" fill="#424242"/>
    <path d="M%3$d 0h%4$da3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-%4$dz" fill="%5$s"/>
    <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" aria-hidden="true">
    <text x="%6$d" y="14">Pawl</text>
    <text x="%7$d" y="14">%2$s</text>
    </g>
    </svg>
    """
        .formatted(
            LABEL_WIDTH + width,
            result.text(),
            LABEL_WIDTH,
            width - 3,
            result.color,
            LABEL_WIDTH / 2,
            LABEL_WIDTH + width / 2);
  }
}
