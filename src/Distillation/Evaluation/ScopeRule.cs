namespace TransformerService.Distillation.Evaluation;

/// <summary>
/// Decides whether a request is out of scope: its most likely label is the out-of-scope label, or that label's probability is below the
/// threshold. For a model that has no such label, the threshold alone decides.
/// </summary>
/// <param name="Label">The label of out-of-scope texts in files and, if the model has it, in the model.</param>
/// <param name="Threshold">0 to 1.</param>
internal sealed record ScopeRule(string Label = ScopeRule.DefaultLabel, double Threshold = ScopeRule.DefaultThreshold)
{
    /// <summary>The label of CLINC150 (Larson et al. 2019).</summary>
    public const string DefaultLabel = "oos";

    public const double DefaultThreshold = 0.5;
}
