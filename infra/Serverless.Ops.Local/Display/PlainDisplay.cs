using System.Diagnostics;

namespace Serverless.Ops.Local.Display;

/// <summary>Writes one line at the end of each step. Logs, pipes and CI get this display.</summary>
internal sealed class PlainDisplay(TextWriter output) : IStepDisplay
{
    public IStep Begin(string name) => new Step(name, this);

    public void Say(string line)
    {
        lock (output)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }

    private sealed class Step(string name, PlainDisplay display) : IStep
    {
        private readonly long began = Stopwatch.GetTimestamp();
        private int ended;

        public void Report(string phase, long done, long total, string unit) { }

        public void Succeed(string note) => End("ok  ", note);

        public void Fail(string reason) => End("FAIL", reason);

        private void End(string mark, string text)
        {
            if (Interlocked.Exchange(ref ended, 1) == 0)
            {
                display.Say($"{mark} {name, -28} {Quantities.Seconds(Stopwatch.GetElapsedTime(began)), 9}  {text}".TrimEnd());
            }
        }
    }
}
