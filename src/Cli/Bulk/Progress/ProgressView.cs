using Spectre.Console;

namespace TransformerService.Cli.Bulk.Progress;

/// <summary>Shows progress on standard error: a bar in a terminal, otherwise a line from time to time.</summary>
/// <param name="meter">What is shown.</param>
/// <param name="time">The clock.</param>
internal sealed class ProgressView(ProgressMeter meter, TimeProvider time)
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10),
        BarInterval = TimeSpan.FromSeconds(0.25);

    /// <summary>Shows a message between the progress.</summary>
    public static void Report(string message) => Console.Error.WriteLine(message);

    /// <summary>Shows it until the work has ended.</summary>
    public async Task ShowAsync(Task work)
    {
        if (Console.IsErrorRedirected)
        {
            while (await Task.WhenAny(work, Task.Delay(LineInterval, time)) != work)
            {
                Report(meter.Describe());
            }
        }
        else
        {
            await AnsiConsole
                .Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
                .Progress()
                .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn())
                .StartAsync(async context =>
                {
                    var bar = context.AddTask("", maxValue: 1);
                    while (await Task.WhenAny(work, Task.Delay(BarInterval, time)) != work)
                    {
                        Update(bar);
                    }

                    Update(bar);
                });
        }

        await work;
    }

    private void Update(ProgressTask bar)
    {
        bar.Value = meter.Share;
        bar.Description = Markup.Escape(meter.Describe());
    }
}
