using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;
using TransformerService.Models;
using TransformerService.Models.Exports;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Encoders;

/// <summary>Loads encoders: one ONNX file that reads tokens. Whether a task can use it, its inputs and outputs decide.</summary>
internal static class EncoderLoader
{
    /// <summary>Opens an export's file and tokenizer.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="export">The description read from its files.</param>
    /// <param name="factory">Opens the file.</param>
    /// <param name="check">Checks the outputs; adds to the faults.</param>
    /// <param name="tokenizer">Its tokenizer, if it is not the one that AutoTokenizer would load.</param>
    /// <exception cref="ModelLoadException">The file cannot be loaded, or does not fit the task.</exception>
    /// <exception cref="TokenizerLoadException">Its tokenizer cannot be loaded.</exception>
    public static LoadedEncoder Load(
        string folder,
        ExportDescription export,
        OnnxSessionFactory factory,
        Action<OnnxSession, SignatureCheck, List<string>> check,
        Func<TextTokenizer>? tokenizer = null
    )
    {
        var loaded = tokenizer?.Invoke() ?? ServedModel.LoadTokenizer(folder, export);
        var session = factory.Open(export.Onnx.Model ?? throw new ArgumentException("An encoder has one ONNX file.", nameof(export)));
        List<string> faults = [];
        var signature = new SignatureCheck(session, ModelTasks.Of(export.Task).ExportTask, faults);
        signature.Inputs(TensorNames.EncoderAlone, [TensorNames.InputIds], mayBeFixed: true);
        check(session, signature, faults);
        var shape = FixedShape.Of(session);
        if (faults.Count == 0 && export.EqualLengths && shape.Length is { } length)
        {
            faults.Add(
                $"{session.FileName}: the length is fixed at {length} tokens, but nothing tells padding from text; export with the input '{TensorNames.AttentionMask}', or with dynamic axes, as optimum-cli export onnx does."
            );
        }

        if (faults.Count == 0)
        {
            export = export with
            {
                MaxPositions = shape.Length is { } most ? Math.Min(most, export.MaxPositions ?? most) : export.MaxPositions,
                Shape = factory.ReadsWholeBatches(export.Shape, isFixed: shape.Rows is not null),
            };
            return new LoadedEncoder(export, loaded, session, shape);
        }

        session.Dispose();
        throw new ModelLoadException(faults);
    }
}

/// <summary>An encoder's open file and its tokenizer.</summary>
/// <param name="Export">The description read from its files.</param>
/// <param name="Tokenizer">Its tokenizer.</param>
/// <param name="Session">Its file.</param>
/// <param name="Shape">The shape that the file fixes.</param>
internal sealed record LoadedEncoder(ExportDescription Export, TextTokenizer Tokenizer, OnnxSession Session, FixedShape Shape);
