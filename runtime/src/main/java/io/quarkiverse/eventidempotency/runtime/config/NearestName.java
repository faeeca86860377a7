package io.quarkiverse.eventidempotency.runtime.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** What somebody may have meant by a name that there is not. */
public final class NearestName {

    private NearestName() {
    }

    /** {@return the name that is nearest to the wanted one, if one is near; case does not count} */
    public static Optional<String> among(Collection<String> names, String wanted) {
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (String name : new TreeSet<>(names)) {
            int distance = distance(wanted.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                nearest = name;
            }
        }
        boolean near = least <= Math.max(2, wanted.length() / 3) && least < wanted.length();
        return near ? Optional.ofNullable(nearest) : Optional.empty();
    }

    /** The edits (insert, delete, replace, swap of neighbours) between two texts. */
    private static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : step(a, b, i, j, edits);
            }
        }
        return edits[a.length()][b.length()];
    }

    private static int step(String a, String b, int i, int j, int[][] edits) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = Math.min(Math.min(edits[i - 1][j], edits[i][j - 1]) + 1, edits[i - 1][j - 1] + (same ? 0 : 1));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
    }
}
