namespace TransformerService.Load;

/// <summary>A load that cannot be run; the message says why.</summary>
internal sealed class LoadException(string message, Exception? inner = null) : Exception(message, inner);
