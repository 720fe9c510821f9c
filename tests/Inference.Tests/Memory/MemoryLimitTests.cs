using Shouldly;
using TransformerService.Inference.Memory;
using Xunit;

namespace TransformerService.Inference.Tests.Memory;

/// <summary>What control groups say of the memory that the process may take.</summary>
public sealed class MemoryLimitTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("cgroup-");

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData("/a/b", 100L, "memory.max=max", "a/memory.max=100", "a/b/memory.max=200")]
    [InlineData("/a/b", 200L, "a/memory.max=max", "a/b/memory.max=200")]
    [InlineData("/a/b", 300L, "memory.max=300")] // in a container the group is the root, whatever it is called outside
    [InlineData("", 300L, "memory.max=300")]
    [InlineData("", 400L, "memory/memory.limit_in_bytes=400")]
    [InlineData("/../..", 300L, "memory.max=300")]
    [InlineData("/a", null, "memory.max=max")]
    [InlineData("/a", null, "memory.max=")]
    [InlineData("", null)]
    public void OfGroups_Limits_IsTheSmallest(string group, long? expected, params string[] files)
    {
        Write(files);

        MemoryLimit.OfGroups(_root.FullName, group).ShouldBe(expected);
    }

    [Theory]
    [InlineData(
        "/pod/server",
        200L,
        "memory/memory.limit_in_bytes=9223372036854771712",
        "memory/pod/memory.limit_in_bytes=200",
        "memory/pod/server/memory.limit_in_bytes=300"
    )]
    [InlineData("/pod", 300L, "memory.max=300", "memory/pod/memory.limit_in_bytes=400")]
    [InlineData("/elsewhere", 500L, "memory/memory.limit_in_bytes=500")] // in a container the group's folder is the root, whatever it is called outside
    public void OfGroups_LimitsOfVersion1_CountFromTheProcessesOwnGroup(string group, long expected, params string[] files)
    {
        Write(files);

        MemoryLimit.OfGroups(_root.FullName, "", group).ShouldBe(expected);
    }

    [Fact]
    public void Read_OnAnotherSystem_IsWhatDotNetSays() =>
        MemoryLimit.Read(asLinux: false).ShouldBe(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    [Fact]
    public void Read_ThisMachine_IsMoreThanTheProcessHas() => MemoryLimit.Read().ShouldBeGreaterThan(Environment.WorkingSet);

    private void Write(string[] files)
    {
        foreach (var file in files.Select(file => file.Split('=')))
        {
            var path = Path.Combine(_root.FullName, file[0]);
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
            File.WriteAllText(path, file[1] + "\n");
        }
    }
}
