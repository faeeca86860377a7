package org.acme.fields;

import java.io.PrintStream;
import java.util.List;

/** Prints what became of the deliveries. */
final class ReportTable {

    private static final String ROW = "%3s  %-9s  %-32s  %8s  %-27s  %7s  %6s%n";

    private ReportTable() {
    }

    static void print(List<DeliveryReport> reports, PrintStream out) {
        out.printf(ROW, "#", "event", "key", "process", "what happened", "attempt", "ms");
        for (DeliveryReport report : reports) {
            String tenant = report.event().tenantId();
            out.printf(ROW, report.number(), shortened(report.event().eventId()),
                    Records.key(report.event()).replace(tenant, shortened(tenant)), report.process(), report.happened(),
                    report.attempt(), report.millis() == 0 ? "-" : report.millis());
        }
    }

    private static String shortened(String id) {
        return id.length() <= 9 ? id : id.substring(0, 8) + "~";
    }
}
