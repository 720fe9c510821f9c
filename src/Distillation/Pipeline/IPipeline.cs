namespace TransformerService.Distillation.Pipeline;

/// <summary>Makes a recipe's models.</summary>
internal interface IPipeline
{
    /// <summary>Runs the steps, starting where an earlier run stopped.</summary>
    /// <returns>Whether it finished.</returns>
    Task<bool> RunAsync(CancellationToken cancellationToken);
}
