using System.Net;
using WaterWatch.Access;

namespace WaterWatch.Tests.Access;

public sealed class SignInLimitsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);
    private readonly SignInLimits _limits = new();

    [Fact]
    public void A_name_is_tried_so_often_from_anywhere_and_then_waits()
    {
        for (var i = 0; i < SignInLimits.MostOfName; i++)
        {
            Assert.Null(_limits.Try("ana", Address(i), Now.AddSeconds(i)));
        }

        Assert.Equal(SignInLimits.Window - TimeSpan.FromSeconds(60), _limits.Try("Ana", Address(99), Now.AddSeconds(60)));
        Assert.Null(_limits.Try("bo", Address(99), Now.AddSeconds(60)));
        Assert.Null(_limits.Try("ana", Address(99), Now + SignInLimits.Window));
    }

    [Fact]
    public void An_address_tries_so_often_with_any_names_and_then_uses_up_nobodys_tries()
    {
        for (var i = 0; i < SignInLimits.MostFromAddress; i++)
        {
            Assert.Null(_limits.Try($"name{i}", Address(1), Now));
        }

        for (var i = 0; i < SignInLimits.MostOfName; i++)
        {
            Assert.NotNull(_limits.Try("ana", Address(1), Now));
        }

        Assert.Null(_limits.Try("ana", Address(2), Now));
    }

    [Fact]
    public void Mistakes_before_the_right_password_do_not_count_further()
    {
        for (var i = 0; i < 3 * SignInLimits.MostOfName; i++)
        {
            Assert.Null(_limits.Try("ana", Address(i), Now));
            if (i % 5 == 4)
            {
                _limits.Succeeded("ana");
            }
        }
    }

    [Fact]
    public void A_machine_is_one_address_however_many_it_has_in_its_own_network()
    {
        for (var i = 0; i < SignInLimits.MostFromAddress; i++)
        {
            Assert.Null(_limits.Try($"name{i}", IPAddress.Parse($"2001:db8::{i + 1:x}"), Now));
        }

        Assert.NotNull(_limits.Try("ana", IPAddress.Parse("2001:db8::ffff"), Now));
        Assert.Null(_limits.Try("ana", IPAddress.Parse("2001:db8:0:1::1"), Now));
    }

    private static IPAddress Address(int number) => new([10, 0, 0, (byte)number]);
}
