import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;

import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Lists the skipped tests in the reports of Surefire and Failsafe, with their reasons. Fails when one is skipped for a reason
 * that an installation would remove, such as a missing server.
 */
class SkippedTests {

    /** Reasons that lie in the test itself, or in the version of the JDK. */
    private static final List<String> EXPECTED = List.of("this store knows no values but text", "virtual threads");

    public static void main(String[] arguments) throws Exception {
        TreeMap<String, TreeMap<String, Integer>> skipped = new TreeMap<>();
        DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        for (Path report : reports()) {
            NodeList found = parser.parse(report.toFile()).getElementsByTagName("skipped");
            for (int i = 0; i < found.getLength(); i++) {
                Element skip = (Element) found.item(i);
                Element test = (Element) skip.getParentNode();
                skipped.computeIfAbsent(reason(skip), reason -> new TreeMap<>())
                        .merge(test.getAttribute("classname"), 1, Integer::sum);
            }
        }
        boolean fails = false;
        for (String reason : skipped.keySet()) {
            boolean expected = EXPECTED.stream().anyMatch(reason::contains);
            fails |= !expected;
            System.out.println((expected ? "expected: " : "NOT EXPECTED: ") + reason);
            skipped.get(reason).forEach((tests, count) -> System.out.println("    " + tests + ": " + count));
        }
        if (fails) {
            System.out.println("Install what the tests need: see .ci/install and CONTRIBUTING.md");
            System.exit(1);
        }
    }

    private static List<Path> reports() throws Exception {
        try (Stream<Path> files = Files.walk(Path.of(""))) {
            return files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml")
                    && file.getParent().getFileName().toString().matches("(surefire|failsafe)-reports")).toList();
        }
    }

    /** {@return the message, or the first line of the stack trace, without the exception's name} */
    private static String reason(Element skip) {
        String text = skip.getAttribute("message").isEmpty() ? skip.getTextContent().strip() : skip.getAttribute("message");
        String line = text.lines().findFirst().orElse("no reason");
        int assumption = line.indexOf("Assumption failed: ");
        return assumption < 0 ? line : line.substring(assumption + "Assumption failed: ".length());
    }
}
