package dev.cupel.optimizer.experiment;

import java.nio.file.Path;

/** Nobody looks on. */
class Silence implements RunObserver {

    @Override
    public void phase(String name) {}

    @Override
    public void pictures(int more) {}

    @Override
    public void trial(int index, int trials, String origin, double total, double standardError, double seconds) {}

    @Override
    public void again(int index, int trials, int first, double total, double standardError, double seconds) {}

    @Override
    public void stopped(int index, int trials, String origin, int rival, double behind, double standardError,
            double seconds) {}

    @Override
    public void restored(int index, double total) {}

    @Override
    public void failed(int index, int trials, String cause) {}

    @Override
    public void sameWeights(int index, int earlier) {}

    @Override
    public void end() {}

    @Override
    public void learns(Path study, int fitting, int ended, boolean alike) {}

    @Override
    public void learnsNoMore(Path study) {}

    @Override
    public void spaceChanged(int fitting, int earlier) {}
}
