using TransformerService.Models.Exports.Graphs;
using TransformerService.Models.Onnx;

namespace TransformerService.Models.Exports;

/// <summary>
/// Finds exports that turn logits into scores inside the graph, where Softmax or Sigmoid produces the output <c>logits</c>: a second
/// function over it would make every score wrong.
/// </summary>
internal static class ScoresInGraph
{
    private const string Logits = "logits";
    private const int LongestWay = 16;

    /// <summary>Operators that return their input values unchanged.</summary>
    private static readonly string[] Transparent =
    [
        "Identity",
        "Cast",
        "Reshape",
        "Squeeze",
        "Unsqueeze",
        "Flatten",
        "Dropout",
        "Transpose",
    ];

    /// <summary>Returns the head without a second function if the graph already applies one, and adds a warning then.</summary>
    /// <param name="variant">The variant's folder, which the warning names.</param>
    /// <param name="path">The classifier's file.</param>
    /// <param name="head">The head as read from config.json.</param>
    /// <param name="warnings">Receives a sentence that says what is done.</param>
    public static ClassificationHead Apply(string variant, string path, ClassificationHead head, List<string> warnings)
    {
        if (Find(path) is not var (function, isLog, type))
        {
            return head;
        }

        warnings.Add(
            $"{variant}: {Path.GetFileName(path)} has {type} inside, so its 'logits' are {(isLog ? "logarithms of scores" : "scores already")}: "
                + $"{(isLog ? "only their exponential is taken" : "no function is applied to them again")}. Export without it for true logits."
        );
        return head with { Function = isLog ? ScoreFunction.Exponential : ScoreFunction.None, InGraph = function };
    }

    /// <summary>Adds a fault if a decoder's logits are probabilities: its search would be wrong.</summary>
    public static void Refuse(OnnxFiles files, List<string> faults)
    {
        foreach (var path in new[] { files.Decoder, files.DecoderWithPast }.OfType<string>())
        {
            if (Find(path) is (_, false, var type))
            {
                faults.Add(
                    $"{Path.GetFileName(path)} has {type} inside, so its 'logits' are probabilities; export without it, as optimum-cli export onnx does."
                );
            }
        }
    }

    private static (ScoreFunction Function, bool IsLog, string Type)? Find(string path)
    {
        var graph = OnnxGraph.Read(path);
        var name = Logits;
        var isLog = false;
        for (var step = 0; step < LongestWay && graph?.MakerOf(name) is { Inputs: [var taken, ..] } maker; step++, name = taken)
        {
            switch (maker.Operator)
            {
                case "Softmax" or "LogSoftmax":
                    return (ScoreFunction.Softmax, isLog || maker.Operator == "LogSoftmax", maker.Operator);
                case "Sigmoid":
                    return (ScoreFunction.Sigmoid, isLog, maker.Operator);
                case "Log" when !isLog:
                    isLog = true;
                    break;
                default:
                    if (!Transparent.Contains(maker.Operator))
                    {
                        return null;
                    }

                    break;
            }
        }

        return null;
    }
}
