package dev.cupel.optimizer.experiment;

import dev.cupel.optimizer.study.Study;

/** What a run has open while it searches. */
record Bench(Study study, StudyScores scores, Candidates candidates, Lessons lessons, Laboratory laboratory,
        Inputs inputs,
        Parents parents) {}
