namespace TransformerService.Inference.Configuration;

/// <summary>The execution provider of the models.</summary>
public enum ExecutionProviderChoice
{
    /// <summary>CUDA if this build and this machine have it, otherwise the CPU.</summary>
    Auto,

    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>CUDA; the service does not start without it.</summary>
    Cuda,
}
