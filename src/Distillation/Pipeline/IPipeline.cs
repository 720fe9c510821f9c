namespace TransformerService.Distillation.Pipeline;

/// <summary>Makes a recipe's models.</summary>
internal interface IPipeline
{
    /// <summary>Goes on from where an earlier run stopped.</summary>
    /// <returns>Whether it came to the end.</returns>
    Task<bool> RunAsync(CancellationToken cancellationToken);
}
