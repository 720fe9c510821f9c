namespace TransformerService.Engine;

/// <summary>What one turn of a contestant came to.</summary>
/// <param name="Contestant">Whose turn it was.</param>
/// <param name="Precision">float32 or int8.</param>
/// <param name="Rows">Rows of a batch.</param>
/// <param name="TokensPerSecond">Tokens generated a second, over all workers.</param>
/// <param name="BytesPerToken">Managed memory allocated for each.</param>
/// <param name="Cores">Processor time over time.</param>
internal sealed record Measurement(
    string Contestant, string Precision, int Rows, double TokensPerSecond, double BytesPerToken, double Cores);
