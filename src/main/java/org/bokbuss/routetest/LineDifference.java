package org.bokbuss.routetest;

import java.util.ArrayList;
import java.util.List;

/** Two texts beside each other: {@code -} what was expected, {@code +} what came, with a line of what is equal around. */
final class LineDifference {
    private static final int LONGEST = 20;

    private LineDifference() {}

    static String of(String expected, String came) {
        List<String> before = expected.lines().toList();
        List<String> after = came.lines().toList();
        int least = Math.min(before.size(), after.size());
        int head = 0;
        while (head < least && before.get(head).equals(after.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < least - head && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
            tail++;
        }
        List<String> lines = new ArrayList<>();
        before.subList(Math.max(0, head - 1), head).forEach(line -> lines.add("  " + line));
        lines.addAll(marked("- ", before.subList(head, before.size() - tail)));
        lines.addAll(marked("+ ", after.subList(head, after.size() - tail)));
        after.subList(after.size() - tail, Math.min(after.size(), after.size() - tail + 1))
                .forEach(line -> lines.add("  " + line));
        return String.join("\n", lines);
    }

    private static List<String> marked(String mark, List<String> lines) {
        List<String> marked = new ArrayList<>(
                lines.stream().limit(LONGEST).map(line -> mark + line).toList());
        if (lines.size() > LONGEST) {
            marked.add(mark + "… " + (lines.size() - LONGEST) + " more lines");
        }
        return marked;
    }
}
