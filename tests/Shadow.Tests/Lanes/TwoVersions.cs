using TransformerService.Shadow.Teachers;

namespace TransformerService.Shadow.Tests.Lanes;

/// <summary>A student "student" with a canary "canary", which say "joy" to everything.</summary>
internal sealed class TwoVersions : IStudentVersions
{
    public static readonly CanaryPair Both = new("student", "canary");

    private readonly Dictionary<string, SetTeacher> _clients = new()
    {
        ["student"] = new SetTeacher { Version = "student" },
        ["canary"] = new SetTeacher { Version = "canary" },
    };

    public CanaryPair? Pair { get; set; } = Both;

    public double? MaxLatencyRatio { get; set; }

    /// <summary>The versions that were asked for, in order.</summary>
    public List<string> Order { get; } = [];

    public SetTeacher Of(string version) => _clients[version];

    public IVariantClient ClientOf(string version)
    {
        Order.Add(version);
        return _clients[version];
    }
}
