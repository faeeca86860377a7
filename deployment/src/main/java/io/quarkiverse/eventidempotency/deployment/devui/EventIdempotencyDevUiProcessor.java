package io.quarkiverse.eventidempotency.deployment.devui;

import io.quarkiverse.eventidempotency.runtime.GuardInspection;
import io.quarkiverse.eventidempotency.runtime.devui.EventIdempotencyJsonRpc;
import io.quarkiverse.eventidempotency.runtime.devui.RecentDeliveries;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.IsLocalDevelopment;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.devui.spi.JsonRPCProvidersBuildItem;
import io.quarkus.devui.spi.page.CardPageBuildItem;
import io.quarkus.devui.spi.page.FooterPageBuildItem;
import io.quarkus.devui.spi.page.Page;

/** Shows the extension in the Dev UI. None of it is there outside of dev mode. */
@BuildSteps(onlyIf = IsLocalDevelopment.class)
class EventIdempotencyDevUiProcessor {

    @BuildStep
    JsonRPCProvidersBuildItem service() {
        return new JsonRPCProvidersBuildItem(EventIdempotencyJsonRpc.class);
    }

    @BuildStep
    AdditionalBeanBuildItem beans() {
        return AdditionalBeanBuildItem.builder().addBeanClasses(GuardInspection.class, RecentDeliveries.class)
                .setUnremovable().build();
    }

    @BuildStep
    CardPageBuildItem card() {
        CardPageBuildItem card = new CardPageBuildItem();
        card.setCustomCard("qwc-event-idempotency-card.js");
        card.addPage(Page.webComponentPageBuilder().title("Records").icon("font-awesome-solid:table-list")
                .componentLink("qwc-event-idempotency-records.js"));
        card.addPage(Page.webComponentPageBuilder().title("Handlers").icon("font-awesome-solid:shield-halved")
                .componentLink("qwc-event-idempotency-handlers.js"));
        card.addPage(Page.webComponentPageBuilder().title("Live").icon("font-awesome-solid:wave-square")
                .componentLink("qwc-event-idempotency-live.js"));
        return card;
    }

    @BuildStep
    FooterPageBuildItem log() {
        return new FooterPageBuildItem(Page.webComponentPageBuilder().title("Events")
                .icon("font-awesome-solid:shield-halved").componentLink("qwc-event-idempotency-log.js"));
    }
}
