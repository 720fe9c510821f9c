using Microsoft.Extensions.Logging;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Errors;

namespace TransformerService.Shadow.Promotion;

/// <summary>What the REST and gRPC calls need from the decisions on versions.</summary>
public sealed class PromotionService
{
    private const int DefaultLimit = 100,
        MaxLimit = 1_000;

    private readonly DecisionStore _store;
    private readonly VersionService _versions;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<PromotionService> _logger;

    internal PromotionService(DecisionStore store, VersionService versions, TimeProvider timeProvider, ILogger<PromotionService> logger) =>
        (_store, _versions, _timeProvider, _logger) = (store, versions, timeProvider, logger);

    /// <summary>
    /// Makes an operator's changes of versions, and records each among the decisions before its call ends. If the store is away, the
    /// change holds, and the log says that it is not recorded.
    /// </summary>
    /// <param name="by">The name of the operator's key, or <c>anonymous</c>.</param>
    public VersionService ChangesBy(string by) => _versions.ReportingTo(change => RecordAsync(change, by));

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

    private async Task RecordAsync(VersionChange change, string by)
    {
        var draft = new OperatorDraft(change, by, _timeProvider.GetUtcNow());
        try
        {
            // The change is made: a caller that goes away must not keep it from being recorded. The database's own timeout bounds this.
            var decision = await Task.Run(() => _store.AddAsync(draft, CancellationToken.None));
            PromotionLog.Recorded(_logger, by, change.Model, decision.Number, decision.Kind, change.From, change.To, decision.Hash);
        }
        catch (Exception exception)
        {
            // The boundary of the store.
            PromotionLog.NotRecorded(
                _logger,
                by,
                change.Model,
                draft.Kind,
                change.From,
                change.To,
                exception.GetType().Name,
                exception.Message
            );
        }
    }
}
