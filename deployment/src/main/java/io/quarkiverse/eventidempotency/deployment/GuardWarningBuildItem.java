package io.quarkiverse.eventidempotency.deployment;

import io.quarkus.builder.item.MultiBuildItem;

/** Something that the build has warned of. */
public final class GuardWarningBuildItem extends MultiBuildItem {

    private final String text;

    GuardWarningBuildItem(String text) {
        this.text = text;
    }

    /** {@return the warning with its code, as it was logged} */
    public String text() {
        return text;
    }
}
