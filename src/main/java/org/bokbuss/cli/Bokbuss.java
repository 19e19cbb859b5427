package org.bokbuss.cli;

/** The program: one command a subclass, see {@code --help}. */
public final class Bokbuss {
    private Bokbuss() {}

    public static void main(String[] args) {
        System.out.println("bokbuss");
    }
}
