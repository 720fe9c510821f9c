namespace TransformerService.Soak;

/// <summary>The soak cannot be run, for the reason given.</summary>
internal sealed class SoakException(string message) : Exception(message);
