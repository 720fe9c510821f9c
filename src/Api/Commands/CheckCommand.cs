using System.Globalization;
using System.Text;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Catalog;

namespace TransformerService.Api.Commands;

/// <summary><c>--check</c>: validates configuration and models as a start does, prints what it found, and ends without serving.</summary>
internal static class CheckCommand
{
    public const string Name = "--check";

    // The log would repeat the faults.
    private const string Silence = "--Logging:LogLevel:Default=None";

    /// <summary>The settings for the host.</summary>
    public static string[] Settings(Arguments arguments) => IsAsked(arguments) ? [.. arguments.Settings, Silence] : [.. arguments.Settings];

    public static bool IsAsked(Arguments arguments) => arguments.Flags.Contains(Name);

    /// <summary>Loads and checks the models. Returns 0 if everything required can be served and nothing is faulty.</summary>
    public static async Task<int> CheckAsync(this WebApplication app, CancellationToken cancellationToken = default)
    {
        var time = app.Services.GetRequiredService<TimeProvider>();
        var catalog = app.Services.GetRequiredService<ModelCatalog>();
        var started = time.GetTimestamp();
        await catalog.LoadAsync(cancellationToken);
        var seconds = time.GetElapsedTime(started).TotalSeconds;

        var models = catalog.Describe();
        var faults = Faults(models, catalog.WhyNotReady());
        Console.Out.Write(Report(models, faults, seconds));
        await app.DisposeAsync();
        return faults.Count == 0 ? 0 : 1;
    }

    private static List<string> Faults(IReadOnlyList<ModelInfo> models, string? notReady) =>
        [.. ModelReport.Faults(models), .. notReady is null ? Array.Empty<string>() : [$"Not ready to serve: {notReady}"]];

    private static string Report(IReadOnlyList<ModelInfo> models, List<string> faults, double seconds)
    {
        var text = new StringBuilder();
        ModelReport.AppendTable(
            text,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The configuration is valid. {models.Count} models, loaded and checked in {seconds:0.0} s:"
            ),
            models
        );
        ModelReport.AppendNotes(text, models, faults);
        return text.AppendLine(faults.Count == 0 ? "All is well." : "Not fit to serve as it is.").ToString();
    }
}
