package org.acme.orders;

import java.util.Map;
import java.util.concurrent.Callable;

/** Handlers, and for each of them a case that calls it. */
interface CaseGroup {

    /** {@return what each case does; its name is the scope of its handler, and it returns what its deliveries saw} */
    Map<String, Callable<String>> cases();
}
