using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TransformerService.Inference.Catalog;
using TransformerService.Models;
using TransformerService.Models.Manifests;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Promotion;

/// <summary>
/// Looks at the canaries periodically. Once the evidence suffices, stores a decision; where it is automatic, carries it out, in every
/// process that has this canary. The store decides: a process that comes later, or saw other numbers, follows what is stored.
/// </summary>
internal sealed class PromotionWatch(
    ModelCatalog catalog,
    ShadowService shadow,
    VersionService versions,
    DecisionStore store,
    ShadowOptions options,
    TimeProvider timeProvider,
    ILogger<PromotionWatch> logger
) : BackgroundService
{
    /// <summary>The canaries that were seen last, and since when.</summary>
    private readonly Dictionary<string, (string Canary, string Current, long Since)> _seen = new(StringComparer.Ordinal);

    /// <summary>Models whose last look failed. The failure is logged once, until a look succeeds again.</summary>
    private readonly HashSet<string> _failing = new(StringComparer.Ordinal);

    /// <summary>Decisions that were reported in the log.</summary>
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    /// <summary>Looks at all canaries once.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var model in catalog.Models)
        {
            try
            {
                await LookAsync(model, cancellationToken);
                _failing.Remove(model.Name);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The boundary of one model: the store is away, or the version does not take over. The next look tries again.
                if (_failing.Add(model.Name))
                {
                    PromotionLog.Failed(logger, model.Name, exception.GetType().Name, exception.Message);
                }
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.VerdictInterval, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await LookAsync(stoppingToken);
        }
    }

    private async Task LookAsync(CatalogModel model, CancellationToken cancellationToken)
    {
        if (model.Variant(VariantRole.Student) is not { CanaryHash: { } canary, ShortHash: var current } || canary == current)
        {
            _seen.Remove(model.Name);
            return;
        }

        if (!_seen.TryGetValue(model.Name, out var seen) || (seen.Canary, seen.Current) != (canary, current))
        {
            _seen[model.Name] = seen = (canary, current, timeProvider.GetTimestamp());
        }

        var settings = options.PromotionOf(model.Definition.Manifest?.Promotion);
        if (settings.Mode == PromotionMode.Off || !Teachers.CheckedModel.CanBeChecked(model))
        {
            return;
        }

        // Nothing is decided on the counts of one process, nor while nothing is sampled.
        var status = await shadow.ReportAsync(model.Name, canary, cancellationToken);
        if (
            !status.IsComplete
            || status.Report is not { SampleRate: > 0, Canary: { } comparison, Teacher.Version: { } teacher }
            || comparison.Against != current
            || (comparison.Margin, comparison.Latency?.MaxRatio) != (settings.Margin, settings.MaxLatencyRatio) // changed just now
        )
        {
            return;
        }

        var subject = new DecisionSubject(model.Name, canary, current, teacher, settings);
        var decision = await store.FindAsync(subject, cancellationToken);
        if (decision is null && DecisionRules.Decide(comparison, settings, timeProvider.GetElapsedTime(seen.Since)) is { } kind)
        {
            var isExpiry = kind == DecisionKind.Expire && settings.Mode == PromotionMode.Suggest;
            var draft = new DecisionDraft(subject with { IsExpiry = isExpiry }, timeProvider.GetUtcNow(), kind, comparison);
            decision = await store.AddAsync(draft, cancellationToken);
        }

        if (decision is { Evidence: { } evidence })
        {
            await FollowAsync(decision, evidence, cancellationToken);
        }
    }

    private async Task FollowAsync(PromotionDecision decision, DecisionEvidence evidence, CancellationToken cancellationToken)
    {
        var comparison = evidence.Comparison;
        if (_reported.Add(decision.Hash))
        {
            PromotionLog.Decided(
                logger,
                decision.Model,
                decision.Number,
                decision.Kind,
                evidence.IsAutomatic ? "automatic" : "a suggestion",
                evidence.Canary,
                comparison.Against,
                comparison.Compared,
                comparison.Excess,
                comparison.Bounds.Low,
                comparison.Bounds.High,
                comparison.Margin,
                decision.Hash
            );
            if (decision.GuardRail is not null && comparison.Latency is { } latency)
            {
                PromotionLog.TooSlow(logger, decision.Number, latency.Slower, latency.Compared, latency.MaxRatio);
            }
        }

        if (evidence.IsAutomatic)
        {
            await versions.EndCanaryAsync(
                decision.Model,
                VariantRole.Student,
                evidence.Canary,
                comparison.Against,
                promote: decision.Kind == DecisionKind.Promote,
                cancellationToken
            );
        }
    }
}
