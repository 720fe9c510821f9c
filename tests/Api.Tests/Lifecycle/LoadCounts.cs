using System.Globalization;

namespace TransformerService.Api.Tests.Lifecycle;

/// <summary>What became of the calls of clients that ask until the server is gone.</summary>
internal sealed class LoadCounts
{
    private int _answered;
    private int _refused;
    private int _unanswered;
    private int _lost;

    /// <summary>Calls, and texts of streams, with a right answer.</summary>
    public int Answered => _answered;

    /// <summary>Calls that no connection could be had for, or that the server told to go elsewhere.</summary>
    public int Refused => _refused;

    /// <summary>Texts of streams that were sent, but not read by the server before it told the client so.</summary>
    public int Unanswered => _unanswered;

    /// <summary>Calls whose connection ended after they were sent, or that got a wrong answer.</summary>
    public int Lost => _lost;

    public List<string> Losses { get; } = [];

    public void Answer() => Interlocked.Increment(ref _answered);

    public void Refuse() => Interlocked.Increment(ref _refused);

    public void LeaveUnanswered(int texts) => Interlocked.Add(ref _unanswered, texts);

    public void Lose(string how)
    {
        Interlocked.Increment(ref _lost);
        lock (Losses)
        {
            Losses.Add(how);
        }
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Answered} answered, {Refused} refused, {Unanswered} texts of streams to send again, {Lost} lost {string.Join("; ", Losses.Distinct())}"
        );
}
