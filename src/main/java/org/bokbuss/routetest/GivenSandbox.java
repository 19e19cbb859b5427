package org.bokbuss.routetest;

import java.util.List;

/**
 * The imitated APIs, from which a route's own source takes the records.
 *
 * @param limit how many records at most
 * @param bibs how many there are
 * @param faults what goes wrong, each as {@code sandbox --fault} takes it
 */
public record GivenSandbox(int limit, int bibs, List<String> faults) {}
