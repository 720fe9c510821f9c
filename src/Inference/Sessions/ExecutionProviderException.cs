namespace TransformerService.Inference.Sessions;

/// <summary>The execution provider that the configuration demands is not to be had; the service does not start.</summary>
public sealed class ExecutionProviderException(string message) : Exception(message);
