using System.Globalization;
using TransformerService.Cli.Bulk;
using TransformerService.Cli.Bulk.Progress;
using TransformerService.Cli.Bulk.Tasks;
using TransformerService.Cli.Errors;
using TransformerService.Cli.Servers;
using TransformerService.Client;

namespace TransformerService.Cli.Comparison;

/// <summary>What one side of a comparison is.</summary>
/// <param name="Servers">Where it is.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Variant">The variant, if not the one that answers by default.</param>
internal sealed record SideSettings(ServerPoolSettings Servers, string Model, VariantRole? Variant);

/// <summary>One side of a comparison: a variant of a model on a server, or on several that have the same.</summary>
internal sealed class ComparedSide : IAsyncDisposable
{
    private readonly SideSettings _settings;
    private readonly ServerPool _servers;
    private readonly IBulkTask _task;
    private readonly TextCalls<string, Answer> _calls;

    private ComparedSide(SideSettings settings, ServerPool servers, IBulkTask task, TimeProvider time)
    {
        (_settings, _servers, _task) = (settings, servers, task);
        _calls = new TextCalls<string, Answer>(
            (texts, cancellationToken) => servers.CallAsync((client, token) => task.AskAsync(client, texts, token), cancellationToken),
            static (failure, _) => failure.Code is TransformerServiceErrors.InvalidInput or TransformerServiceErrors.InputTooLarge,
            time
        );
    }

    /// <summary>What the model does.</summary>
    public ModelTask Task => _task.ModelTask;

    /// <summary>What a call may carry.</summary>
    public CallLimits Limits { get; private set; } = new(1, 1);

    /// <summary>The version that answered at the start.</summary>
    public string? Version { get; private set; }

    /// <summary>What it is, in words.</summary>
    public string Description =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{_settings.Model}{(_settings.Variant is { } role ? $" {Name(role)}" : "")}, version {Version ?? "unknown"}, at {string.Join(", ", _settings.Servers.Addresses)}"
        );

    public SideSettings Settings => _settings;

    /// <summary>Finds the model, and tries the options.</summary>
    /// <exception cref="CliException">There is no such model, or it is of another kind.</exception>
    public static async Task<ComparedSide> OpenAsync(
        SideSettings settings,
        Func<ModelTask, SideSettings, IBulkTask> newTask,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var servers = new ServerPool(settings.Servers, time, ProgressView.Report);
        try
        {
            var models = (await servers.CallAsync(static (client, token) => client.ListModelsAsync(token), cancellationToken)).Models;
            var model =
                models.FirstOrDefault(model => model.Name == settings.Model)
                ?? throw new CliException(
                    $"{settings.Servers.Addresses[0]} has no model '{settings.Model}'; its models are {string.Join(", ", models.Select(model => model.Name))}.",
                    ExitCode.WrongArguments
                );
            if (model.Task is not (ModelTask.Translation or ModelTask.TextClassification))
            {
                throw new CliException($"'{settings.Model}' is neither a translation nor a classification model.", ExitCode.WrongArguments);
            }

            var side = new ComparedSide(settings, servers, newTask(model.Task.Value, settings), time);
            side.Limits = await ModelCheck.RunAsync(servers, side._task, cancellationToken);
            var found = await servers.CallAsync((client, token) => client.GetModelAsync(settings.Model, token), cancellationToken);
            var answering =
                settings.Variant is { } role ? found.Variants.FirstOrDefault(one => one.Variant == role)
                : found.Variants is [var first, ..] ? first
                : null;
            side.Version = answering?.Version;
            return side;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>A variant as options and JSON name it.</summary>
    public static string Name(VariantRole role) => role == VariantRole.Teacher ? "teacher" : "student";

    /// <summary>An outcome for each text.</summary>
    public Task<IReadOnlyList<TextOutcome<Answer>>> AskAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        _calls.AskAsync(texts, cancellationToken);

    public ValueTask DisposeAsync() => _servers.DisposeAsync();
}
