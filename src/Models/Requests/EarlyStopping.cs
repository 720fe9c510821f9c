namespace TransformerService.Models.Requests;

/// <summary>When a beam search stops, as Hugging Face's <c>early_stopping</c>.</summary>
public enum EarlyStopping
{
    /// <summary><c>false</c>: when no open beam can beat the worst finished one at its present length (a heuristic).</summary>
    Heuristic,

    /// <summary><c>true</c>: as soon as there are as many finished hypotheses as beams.</summary>
    Always,

    /// <summary><c>"never"</c>: only when no open beam can beat the worst finished one at any length.</summary>
    Never,
}
