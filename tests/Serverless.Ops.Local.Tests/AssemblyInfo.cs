// These tests start real servers, real processes and whole drills. Two at a time would slow each other down until they miss deadlines.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
