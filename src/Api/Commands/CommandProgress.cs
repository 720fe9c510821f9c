using Spectre.Console;

namespace TransformerService.Api.Commands;

/// <summary>Shows a progress bar on standard error: a command's result goes to standard output.</summary>
internal static class CommandProgress
{
    /// <summary>Shows the bar while something runs.</summary>
    /// <param name="what">What is being done.</param>
    /// <param name="most">The value at which it is done.</param>
    /// <param name="run">Runs it.</param>
    /// <param name="columns">What stands after the percentage.</param>
    public static async Task<T> RunAsync<T>(string what, double most, Func<ProgressTask, Task<T>> run, params ProgressColumn[] columns)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        Task<T>? running = null;
        try
        {
            await console
                .Progress()
                .Columns([new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), .. columns])
                .StartAsync(async context =>
                {
                    running = run(context.AddTask(Markup.Escape(what), maxValue: most));
                    await Task.WhenAny(running);
                });
        }
        catch (OperationCanceledException) when (running is { IsCompleted: true })
        {
            // Only the bar's refreshing was stopped; the work has its own outcome.
        }

        return await (running ?? throw new InvalidOperationException("Nothing was run."));
    }
}
