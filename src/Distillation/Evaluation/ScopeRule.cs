namespace TransformerService.Distillation.Evaluation;

/// <summary>
/// What makes a request out of scope: its likeliest label is the one for that, or is less likely than the threshold. Of a model that has
/// no such label, the threshold alone decides.
/// </summary>
/// <param name="Label">The label of out-of-scope texts, in files and, if it has one, of the model.</param>
/// <param name="Threshold">0 to 1.</param>
internal sealed record ScopeRule(string Label = ScopeRule.DefaultLabel, double Threshold = ScopeRule.DefaultThreshold)
{
    /// <summary>CLINC150's own name (Larson et al. 2019).</summary>
    public const string DefaultLabel = "oos";

    public const double DefaultThreshold = 0.5;
}
