namespace TransformerService.Engine;

/// <summary>The result of one turn of a contestant.</summary>
/// <param name="Contestant">The contestant's name.</param>
/// <param name="Precision">float32 or int8.</param>
/// <param name="Rows">Rows of a batch.</param>
/// <param name="TokensPerSecond">Tokens generated per second, over all workers.</param>
/// <param name="BytesPerToken">Managed memory allocated per token.</param>
/// <param name="Cores">Processor time divided by elapsed time.</param>
internal sealed record Measurement(
    string Contestant,
    string Precision,
    int Rows,
    double TokensPerSecond,
    double BytesPerToken,
    double Cores
);
