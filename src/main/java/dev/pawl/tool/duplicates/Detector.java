package dev.pawl.tool.duplicates;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds equal runs of tokens in linear time: a rolling hash of each window, sorted, neighbours compared and extended.
 *
 * @param window the shortest run that counts, in tokens
 */
record Detector(int window) {

  private static final long BASE = 1_000_003;
  private static final int MOST_IN_BUCKET = 200;
  private static final long HASH = 0xFFFF_FFFF_0000_0000L;

  /** One end of a duplicate: a run of tokens of one file. */
  record Place(TokenFile file, int from, int tokens) {

    int firstLine() {
      return file.lines()[from];
    }

    int lastLine() {
      return file.lines()[from + tokens - 1];
    }
  }

  /** The same run of tokens at two places. */
  record Duplicate(Place first, Place second) {}

  /** Every duplicate, in the order of its first place; of three equal places each is paired with the one before it. */
  List<Duplicate> find(List<TokenFile> files) {
    var text = new Text(files);
    long[] windows = windows(text);
    Arrays.parallelSort(windows);
    var found = new ArrayList<Duplicate>();
    for (int begin = 0; begin < windows.length; ) {
      int end = begin + 1;
      while (end < windows.length && (windows[end] & HASH) == (windows[begin] & HASH)) {
        end++;
      }
      bucket(text, windows, begin, Math.min(end, begin + MOST_IN_BUCKET), found);
      begin = end;
    }
    return found;
  }

  /** Half of a window's hash, above its position: sorting puts equal windows beside each other, in text order. */
  private long[] windows(Text text) {
    int[] tokens = text.tokens;
    if (tokens.length < window) {
      return new long[0];
    }
    long power = 1;
    for (int i = 1; i < window; i++) {
      power *= BASE;
    }
    var windows = new long[tokens.length - window + 1];
    int count = 0;
    int clean = 0;
    long hash = 0;
    for (int i = 0; i < tokens.length; i++) {
      if (i >= window) {
        hash -= tokens[i - window] * power;
      }
      hash = hash * BASE + tokens[i];
      clean = tokens[i] < 0 ? 0 : clean + 1;
      if (clean >= window) {
        windows[count++] = (hash * 0x9E37_79B9_7F4A_7C15L & HASH) | (i - window + 1);
      }
    }
    return Arrays.copyOf(windows, count);
  }

  private void bucket(Text text, long[] windows, int begin, int end, List<Duplicate> found) {
    for (int i = begin + 1; i < end; i++) {
      int second = (int) windows[i];
      // The hash is half of one: the neighbour may be another text, the one before it the same.
      for (int j = i - 1; j >= begin; j--) {
        int first = (int) windows[j];
        if (text.same(first, second, window)) {
          extend(text, first, second, found);
          break;
        }
      }
    }
  }

  private void extend(Text text, int first, int second, List<Duplicate> found) {
    boolean begun = first > 0 && text.tokens[first - 1] == text.tokens[second - 1];
    if (begun) {
      return;
    }
    int length = window;
    while (text.sameToken(first + length, second + length)) {
      length++;
    }
    if (text.file(first) == text.file(second)) {
      length = Math.min(length, second - first);
    }
    if (length >= window) {
      found.add(new Duplicate(text.place(first, length), text.place(second, length)));
    }
  }

  /** All files in one array; a negative number, each another one, ends each file. */
  private static final class Text {

    private final List<TokenFile> files;
    private final int[] starts;
    private final int[] tokens;

    Text(List<TokenFile> files) {
      this.files = files;
      starts = new int[files.size()];
      tokens = new int[files.stream().mapToInt(file -> file.tokens().length + 1).sum()];
      int at = 0;
      for (int i = 0; i < starts.length; i++) {
        starts[i] = at;
        int[] own = files.get(i).tokens();
        System.arraycopy(own, 0, tokens, at, own.length);
        at += own.length;
        tokens[at++] = -1 - i;
      }
    }

    boolean sameToken(int first, int second) {
      return second < tokens.length && tokens[first] == tokens[second];
    }

    boolean same(int first, int second, int length) {
      return Arrays.equals(tokens, first, first + length, tokens, second, second + length);
    }

    int file(int position) {
      int found = Arrays.binarySearch(starts, position);
      return found >= 0 ? found : -found - 2;
    }

    Place place(int position, int length) {
      int file = file(position);
      return new Place(files.get(file), position - starts[file], length);
    }
  }
}
