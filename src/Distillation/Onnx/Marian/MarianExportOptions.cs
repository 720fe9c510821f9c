namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>The settings of a translation export besides its weights.</summary>
internal sealed record MarianExportOptions
{
    /// <summary>Default number of beams of the search; a request can override it; 1 is greedy.</summary>
    public int NumBeams { get; init; } = 1;

    /// <summary>The language translated from, as in <c>en</c>.</summary>
    public required string SourceLanguage { get; init; }

    /// <summary>The language translated to.</summary>
    public required string TargetLanguage { get; init; }

    /// <summary>The function inside the feed-forward networks.</summary>
    public FeedForwardActivation Activation { get; init; } = FeedForwardActivation.Relu;

    /// <summary>The dropout that the model was trained with; config.json states it.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Id of the unknown piece.</summary>
    public int UnknownTokenId { get; init; } = 1;

    /// <summary>
    /// Whether the query, key and value projections of the same rows are computed as one product. Default false: in int8, splitting the
    /// result
    /// costs as much as the larger product saves.
    /// </summary>
    public bool FuseProjections { get; init; }

    /// <summary>The decoders to write.</summary>
    public DecoderFiles Decoders { get; init; } = DecoderFiles.Split;

    /// <summary>
    /// Whether the ONNX files share one file of weights, model.onnx_data, which stores the embeddings and the decoder's layers once
    /// instead of once per file. Otherwise each ONNX file contains all its weights.
    /// </summary>
    public bool SharedWeights { get; init; }
}
