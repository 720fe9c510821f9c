namespace TransformerService.Distillation.Data;

/// <summary>A corpus cannot be used; the message names the file, the line, what is wrong and what to change.</summary>
public sealed class CorpusException : Exception
{
    internal CorpusException(string message)
        : base(message) { }

    internal CorpusException(CorpusFault fault, Exception? inner = null)
        : base(fault.ToString(), inner) => Fault = fault;

    internal CorpusFault? Fault { get; }
}
