using TransformerService.Inference.Catalog;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Promotion;

/// <summary>An answer to a question about a canary that is not stored yet.</summary>
/// <param name="Subject">The question.</param>
/// <param name="At">When it was answered.</param>
/// <param name="Kind">The answer.</param>
/// <param name="Comparison">The evidence.</param>
internal sealed record DecisionDraft(DecisionSubject Subject, DateTimeOffset At, DecisionKind Kind, CanaryComparison Comparison);

/// <summary>An operator's change that is not stored yet.</summary>
/// <param name="Change">What was changed.</param>
/// <param name="By">Who did it.</param>
/// <param name="At">When.</param>
internal sealed record OperatorDraft(VersionChange Change, string By, DateTimeOffset At)
{
    public DecisionKind Kind =>
        Change.Kind switch
        {
            VersionChangeKind.Promote => DecisionKind.Promote,
            VersionChangeKind.RollBack => DecisionKind.RollBack,
            VersionChangeKind.SetCanary => DecisionKind.SetCanary,
            _ => DecisionKind.EndCanary,
        };
}
