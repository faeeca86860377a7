package io.quarkiverse.eventidempotency.deployment;

import io.quarkus.builder.item.MultiBuildItem;

/** A warning of the build with its code, as it was logged. */
public final class GuardWarningBuildItem extends MultiBuildItem {

    private final String text;

    GuardWarningBuildItem(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
