using TransformerService.Models.Shadow;

namespace TransformerService.Inference.Shadow.Export;

/// <summary>From kept disagreements to training data.</summary>
public static class TrainingExport
{
    /// <summary>The severe ones, worst first and each text once, then the control sample. Those without text are left out.</summary>
    /// <param name="kept">Disagreements and control samples, in any order.</param>
    /// <param name="minSeverity">From which severity on a disagreement is exported; those below come in as control samples only.</param>
    public static IReadOnlyList<TrainingExample> Build(IReadOnlyList<Disagreement> kept, double minSeverity) => throw new NotImplementedException();

    /// <summary>One example as a JSON line, without the line's end.</summary>
    public static string ToJsonLine(TrainingExample example) => throw new NotImplementedException();
}
