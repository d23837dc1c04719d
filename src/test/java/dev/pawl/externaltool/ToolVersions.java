package dev.pawl.externaltool;

import dev.pawl.tool.testing.ToolBeans;
import java.util.Map;

/** The programs that are installed on the machine of the tests. */
public final class ToolVersions {

  private ToolVersions() {}

  /** Returns the versions of the installed programs by name. */
  public static Map<String, String> detect() {
    return ToolBeans.get(InstalledTools.class).detect();
  }

  /** Returns whether a program is installed. */
  public static boolean isInstalled(String tool) {
    return detect().containsKey(tool);
  }
}
