package org.acme.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;

/** Checks pages with axe-core. What the Dev UI itself draws, around a page and in it, is left out. */
final class Accessibility {

    private static final Set<String> SERIOUS = Set.of("serious", "critical");

    private Accessibility() {
    }

    /** Fails for each serious finding in the components of this extension that the page shows. */
    static void check(Page page) {
        List<String> findings = new AxeBuilder(page).analyze().getViolations().stream()
                .filter(violation -> SERIOUS.contains(violation.getImpact()))
                .flatMap(violation -> violation.getNodes().stream()
                        .filter(node -> node.getTarget().toString().contains("qwc-event-idempotency"))
                        .filter(node -> !node.getTarget().toString().contains("qui-"))
                        .map(node -> violation.getId() + ": " + node.getTarget() + " " + node.getHtml() + " "
                                + node.getFailureSummary()))
                .toList();
        assertThat(findings).as("Findings of axe-core at " + page.url()).isEmpty();
    }
}
