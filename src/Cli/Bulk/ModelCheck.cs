using TransformerService.Cli.Bulk.Tasks;
using TransformerService.Cli.Errors;
using TransformerService.Cli.Servers;
using TransformerService.Client;

namespace TransformerService.Cli.Bulk;

/// <summary>What one call may carry.</summary>
internal sealed record CallLimits(int MaxTexts, int MaxCharacters);

/// <summary>Finds out before the work whether the servers have a model for it, and what a call may carry.</summary>
internal static class ModelCheck
{
    private const string Trial = "a";

    /// <summary>Waits for a server that has the model, and tries the options.</summary>
    public static async Task<CallLimits> RunAsync(ServerPool servers, IBulkTask task, CancellationToken cancellationToken)
    {
        servers.Probe = async (client, token) =>
            Find((await client.ListModelsAsync(token)).Models, task).Any(model => model.State == ModelState.Ready);
        try
        {
            var limits = await servers.CallAsync((client, token) => ReadLimitsAsync(client, task, token), cancellationToken);
            await servers.CallAsync((client, token) => TryAsync(client, task, token), cancellationToken);
            return limits;
        }
        catch (TransformerServiceException failure)
        {
            var isWrong = failure.Code is TransformerServiceErrors.InvalidInput;
            throw new CliException(failure.Message, isWrong ? ExitCode.WrongArguments : ExitCode.Failed);
        }
    }

    private static async Task<CallLimits> ReadLimitsAsync(
        ITransformerServiceClient client,
        IBulkTask task,
        CancellationToken cancellationToken
    )
    {
        var all = (await client.ListModelsAsync(cancellationToken)).Models;
        var fitting = Find(all, task);
        if (fitting.Length == 0 && all.Count > 0 && all.All(model => model.State != ModelState.Loading))
        {
            var others = Find(all, task, anyName: true).Select(model => model.Name).ToArray();
            throw new CliException(
                others.Length == 0
                    ? $"The server has no model for {ServerNames.Of(task.ModelTask)}."
                    : $"The server has no model '{task.Model}' for this command; its models for it are {string.Join(", ", others)}.",
                ExitCode.WrongArguments
            );
        }

        if (fitting.Length > 0 && fitting.All(model => model.State == ModelState.Failed))
        {
            var faults = fitting.SelectMany(model => model.Faults.Concat(model.Variants.SelectMany(variant => variant.Faults)));
            throw new CliException($"The model {fitting[0].Name} has failed at the server: {string.Join(" ", faults)}");
        }

        VariantLimits[] limits =
        [
            .. fitting
                .Where(model => model.State == ModelState.Ready)
                .Select(model => model.Variants is [var answering, ..] ? answering.Limits : null)
                .OfType<VariantLimits>(),
        ];
        return limits.Length > 0
            ? new CallLimits(limits.Min(limit => limit.MaxTexts), limits.Min(limit => limit.MaxCharacters))
            : throw new TransformerServiceException(TransformerServiceErrors.ModelNotReady, "The model is being loaded.");
    }

    /// <summary>Options that the server refuses would give every line a fault.</summary>
    private static async Task<bool> TryAsync(ITransformerServiceClient client, IBulkTask task, CancellationToken cancellationToken)
    {
        try
        {
            await task.AskAsync(client, [Trial], cancellationToken);
            return true;
        }
        catch (TransformerServiceException failure) when (failure.Code == TransformerServiceErrors.ModelNotFound)
        {
            throw new CliException(failure.Message, ExitCode.WrongArguments);
        }
    }

    private static ModelInfo[] Find(IReadOnlyList<ModelInfo> models, IBulkTask task, bool anyName = false) =>
        [.. models.Where(model => model.Task == task.ModelTask && (anyName || task.Model is not { } name || model.Name == name))];
}
