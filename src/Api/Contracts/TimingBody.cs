namespace TransformerService.Api.Contracts;

/// <summary>Where one request's time went, in milliseconds.</summary>
public sealed record TimingBody
{
    /// <summary>From admission to answer.</summary>
    /// <example>4.812</example>
    public required double TotalMs { get; init; }

    /// <summary>Waiting for a free place to run.</summary>
    /// <example>0.021</example>
    public required double QueueMs { get; init; }

    /// <summary>Text to tokens and back.</summary>
    /// <example>0.134</example>
    public required double TokenizeMs { get; init; }

    /// <summary>Running the model, decoding included.</summary>
    /// <example>4.602</example>
    public required double InferenceMs { get; init; }
}
