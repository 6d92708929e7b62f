using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Serverless.Ops.Local.Display;

/// <summary>Draws all steps on a terminal, ten times a second.</summary>
internal sealed class LiveDisplay : IStepDisplay
{
    private readonly Lock gate = new();
    private readonly List<IRow> rows = [];

    private interface IRow
    {
        void AddTo(Grid grid);
    }

    /// <summary>Runs <paramref name="work"/> and draws its steps until <paramref name="work"/> ends.</summary>
    public static async Task RunAsync(IAnsiConsole console, Func<IStepDisplay, Task> work)
    {
        var display = new LiveDisplay();
        await console
            .Live(display.Draw())
            .AutoClear(false)
            .StartAsync(async context =>
            {
                Task running = work(display);
                while (await Task.WhenAny(running, Task.Delay(100)) != running)
                {
                    context.UpdateTarget(display.Draw());
                }

                context.UpdateTarget(display.Draw());
                await running;
            });
    }

    public IStep Begin(string name)
    {
        var step = new Step(name);
        lock (gate)
        {
            rows.Add(step);
        }

        return step;
    }

    public void Say(string line)
    {
        lock (gate)
        {
            rows.Add(new Line(line));
        }
    }

    private IRenderable Draw()
    {
        Grid grid = new Grid()
            .AddColumn(new GridColumn().NoWrap().PadRight(1))
            .AddColumn(new GridColumn().NoWrap())
            .AddColumn(new GridColumn().NoWrap().RightAligned())
            .AddColumn();
        lock (gate)
        {
            rows.ForEach(row => row.AddTo(grid));
        }

        return grid;
    }

    private sealed class Line(string text) : IRow
    {
        public void AddTo(Grid grid) =>
            grid.AddRow(new Text(""), new Markup($"[bold]{Markup.Escape(text)}[/]"), new Text(""), new Text(""));
    }

    private sealed class Step(string name) : IRow, IStep
    {
        private const string Spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
        private readonly long began = Stopwatch.GetTimestamp();
        private readonly Lock gate = new();
        private (string Mark, string Colour, TimeSpan Took)? end;
        private string note = "";

        public void Report(string phase, long done, long total, string unit)
        {
            lock (gate)
            {
                if (end is null)
                {
                    note =
                        total > 0
                            ? $"{phase}  {Bar(done, total)} {100.0 * done / total:0} % of {Quantities.Of(total, unit)}"
                            : $"{phase}  {Quantities.Of(done, unit)}";
                }
            }
        }

        public void Succeed(string note) => End("✓", "green", note);

        public void Fail(string reason) => End("✗", "red", reason);

        public void AddTo(Grid grid)
        {
            lock (gate)
            {
                TimeSpan took = end?.Took ?? Stopwatch.GetElapsedTime(began);
                string mark = end?.Mark ?? Spinner[(int)(took.TotalMilliseconds / 100) % Spinner.Length].ToString();
                grid.AddRow(
                    new Markup($"[{end?.Colour ?? "blue"}]{mark}[/]"),
                    new Text(name),
                    new Markup($"[grey]{Quantities.Seconds(took)}[/]"),
                    new Text(note, end is { Colour: "red" } ? Color.Red : Style.Plain)
                );
            }
        }

        private static string Bar(long done, long total)
        {
            int full = (int)Math.Clamp(12 * done / total, 0, 12);
            return new string('━', full) + new string('─', 12 - full);
        }

        private void End(string mark, string colour, string text)
        {
            lock (gate)
            {
                if (end is null)
                {
                    end = (mark, colour, Stopwatch.GetElapsedTime(began));
                    note = text;
                }
            }
        }
    }
}
