using Microsoft.Extensions.Logging;
using TransformerService.Models.Errors;

namespace TransformerService.Shadow.Promotion;

/// <summary>What the REST and gRPC calls need from the decisions on canaries.</summary>
public sealed class PromotionService
{
    private const int DefaultLimit = 100,
        MaxLimit = 1_000;

    private readonly DecisionStore _store;
    private readonly ILogger<PromotionService> _logger;

    internal PromotionService(DecisionStore store, ILogger<PromotionService> logger) => (_store, _logger) = (store, logger);

    /// <summary>The newest decisions, the newest first, and whether the chain of all decisions is intact.</summary>
    /// <param name="model">The model; <see langword="null"/> for all, those that are no longer served too.</param>
    /// <param name="limit">How many, 1 to 1,000; <see langword="null"/> for 100.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="InferenceException">The limit is out of range, or the store cannot be read.</exception>
    public async Task<DecisionLog> ReadAsync(string? model, int? limit, CancellationToken cancellationToken)
    {
        if (limit is < 1 or > MaxLimit)
        {
            throw InferenceException.Invalid($"'limit' must be from 1 to {MaxLimit}.");
        }

        try
        {
            // SQLite's provider blocks, and may do so for as long as the file is locked.
            var asked = string.IsNullOrEmpty(model) ? null : model;
            return await Task.Run(() => _store.ReadAsync(asked, limit ?? DefaultLimit, cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (exception is not InferenceException && !cancellationToken.IsCancellationRequested)
        {
            PromotionLog.ReadFailed(_logger, exception.GetType().Name, exception.Message);
            throw new InferenceException(InferenceError.ModelNotReady, "The store of decisions cannot be read now; try again.");
        }
    }
}
