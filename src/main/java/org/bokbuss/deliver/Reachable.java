package org.bokbuss.deliver;

/** A sink behind which stands another system: whether it can be reached is known before a run. */
public interface Reachable {
    /** The kamelet's name. */
    String kamelet();

    /** What the kamelet's route names as its goal. */
    String goal();

    /**
     * Goes as far as a run does before it sends.
     *
     * @return what was found
     * @throws SinkUnavailable if it is not there
     * @throws org.bokbuss.config.UserError if a parameter is wrong
     */
    String check();
}
