namespace TransformerService.Inference.Sessions;

/// <summary>The batch and the length that a file was exported with, where its declaration fixes them.</summary>
/// <param name="Rows">Rows of every run; <see langword="null"/> if there may be any number.</param>
/// <param name="Length">Tokens of every row; <see langword="null"/> if there may be any number.</param>
internal readonly record struct FixedShape(int? Rows, int? Length)
{
    /// <summary>Reads the shape that a file declares for its ids.</summary>
    public static FixedShape Of(OnnxSession session) =>
        session.Inputs.Contains(TensorNames.InputIds) && session.InputDimensions(TensorNames.InputIds) is [var rows, var length]
            ? new FixedShape(rows > 0 ? rows : null, length > 0 ? length : null)
            : default;
}
